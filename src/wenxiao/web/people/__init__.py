"""Who may do what? Units, offices, posts held from a day to a day, the permission matrix, incompatible duties, meetings."""
