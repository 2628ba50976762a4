"""What is known of units and people, for pages and for other apps."""

from wenxiao.web.people.queries.meetings import meetings_seen, minutes_of
from wenxiao.web.people.queries.posts import posts_held
from wenxiao.web.people.queries.tokens import token_actor
from wenxiao.web.people.queries.units import offices_open, units_seen

__all__ = ["meetings_seen", "minutes_of", "offices_open", "posts_held", "token_actor", "units_seen"]
