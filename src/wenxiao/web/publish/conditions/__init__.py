"""What must be so before a disclosure may move on?"""
