"""What is known of units and people, for pages and for other apps."""

from wenxiao.web.people.queries.posts import posts_held

__all__ = ["posts_held"]
