"""Accessible pictures as SVG text: flows, bars, standards, workflows. No script, no Django; values come in as arguments."""
