"""What may a program ask of units, posts, meetings and the trail? And what every part of the interface speaks: token, values, refusals."""
