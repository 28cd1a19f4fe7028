"""A walk: random acts by people of both parties over a handful of requests, and the laws that hold after each act."""
