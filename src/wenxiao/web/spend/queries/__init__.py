"""What do the books of spending say?"""
