"""A local intake: speaks Datadog's RUM protocol on loopback, in a process of its own, and keeps what it accepted."""
