"""The site for the public: pages without script, made from what was published alone, for any plain file server. Free of the database
but for `stored`, which reads what was published."""
