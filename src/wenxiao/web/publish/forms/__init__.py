"""What is typed about a disclosure?"""
