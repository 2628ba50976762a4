"""What is there to publish, what would stop it, and what has gone out?"""
