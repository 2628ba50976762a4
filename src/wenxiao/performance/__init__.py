"""Indicators, evaluation standards (优良中差), their quality, scores and ratings. Knows nothing of documents."""
