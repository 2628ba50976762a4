"""What does an office look like with a year's budget in it? The demonstration: data files, entered through the services, role by role.

Nothing here writes a state, a sum or an approval: whoever may do it does it, in the order of the year.
"""
