"""The query language of the event list; its grammar is in docs/query.md. No Qt."""

from playground.models.query.compile import EVERYTHING, Filter, compile_query
from playground.models.query.parser import QueryError, parse
from playground.models.query.tree import FACETS, Query

__all__ = ["EVERYTHING", "FACETS", "Filter", "Query", "QueryError", "compile_query", "parse"]
