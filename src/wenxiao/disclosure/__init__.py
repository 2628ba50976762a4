"""From a unit's records of a year to the document that discloses it: every figure derived, none typed."""
