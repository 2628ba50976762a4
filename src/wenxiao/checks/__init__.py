"""Facts to findings: rules, structural checks, and which figure, changed, would make everything agree."""
