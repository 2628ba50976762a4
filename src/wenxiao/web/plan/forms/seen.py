"""How does a form remember what it showed, so that a colleague's change is not overwritten unseen?"""

from __future__ import annotations

from django import forms


class SeenForm(forms.Form):
    """看过的内容: `seen` is the mark of what stood there when the page was opened (`services.seen`)."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def seen_anew(self, seen: str) -> None:
        """What was typed stays; from here on it is held against what stands there now."""
        self.data = {**dict(self.data.items()), "seen": seen}
