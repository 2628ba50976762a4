"""Blocks to facts: which statements does a document make, about what, in which year, and where do they stand?"""
