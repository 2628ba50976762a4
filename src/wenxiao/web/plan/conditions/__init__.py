"""What must hold before a budget moves on? Each condition looks at a version and gives the reasons against, with the sums written out."""
