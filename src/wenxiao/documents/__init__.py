"""Files to blocks and blocks to files: paragraphs, and tables with merged cells and positions. Knows nothing of budgets."""
