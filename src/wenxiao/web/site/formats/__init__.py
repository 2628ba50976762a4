"""How are dates written in forms, where the language's own way would not be understood by a browser's date field?"""
