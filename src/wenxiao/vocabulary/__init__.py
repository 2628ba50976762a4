"""The words every other package speaks: amounts, periods, codes, places in a document, findings. Imports nothing of ours."""
