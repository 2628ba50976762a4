"""The office: a unit's whole budget year in the browser. A Django project, one app a stage, in the order of the data's way."""
