"""How a transaction begins on SQLite."""

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import PoolProxiedConnection

DRIVER = "sqlite+begins"
"""For addresses: with the driver of Python, and with transactions that begin as they should."""


class Begins(SQLiteDialect_pysqlite):
    """Begins a transaction with its first statement, in the way of its engine. An event could do it as well; but once
    there is one, SQLAlchemy looks for listeners at every step of every statement."""

    supports_statement_cache = True
    begins = "BEGIN"

    def do_begin(self, dbapi_connection: PoolProxiedConnection) -> None:
        dbapi_connection.cursor().execute(self.begins)


registry.register(DRIVER.replace("+", "."), __name__, Begins.__name__)
