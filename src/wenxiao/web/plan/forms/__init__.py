"""What is typed on the pages of the plan, and what is wrong with it?"""
