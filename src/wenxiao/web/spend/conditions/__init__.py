"""What must be true before a step of spending may be taken?"""
