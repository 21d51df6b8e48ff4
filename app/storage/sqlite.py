"""How transactions begin on SQLite: those that read, and those that write, each on connections of their own.

One connection for both would be set anew each time, and SQLite makes every statement again after such a setting.
"""

from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.base import OptionEngine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, Pool, PoolProxiedConnection

DRIVER = "sqlite+begins"
"""For addresses: with the driver of Python, and with transactions that begin as they should."""
_WRITES = "writes"


class Begins(SQLiteDialect_pysqlite):
    """Begins a transaction with its first statement. An event could do it as well; but once there is one, SQLAlchemy
    looks for listeners at every step of every statement."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: PoolProxiedConnection) -> None:
        # Who reads first and then writes in a deferred transaction fails at once if somebody else wrote meanwhile.
        statement = "BEGIN IMMEDIATE" if _WRITES in dbapi_connection.info else "BEGIN"
        dbapi_connection.cursor().execute(statement)


registry.register(DRIVER.replace("+", "."), __name__, Begins.__name__)


class Writers(OptionEngine):
    """An engine like another, to whose listeners it listens too. On its connections, and on no others, something can
    be written."""

    def __init__(self, like: Engine) -> None:
        super().__init__(like, {})
        self._like = like
        self._apart()

    @property
    def pool(self) -> Pool:
        """As the other engine's is now: whoever disposes of that one begins anew here too."""
        if self._of is not self._like.pool:
            self._own.dispose()
            self._apart()
        return self._own

    @pool.setter
    def pool(self, pool: Pool) -> None:
        self._own = pool

    def _apart(self) -> None:
        self._of = self._like.pool
        self._own = self._of.recreate()
        event.listen(self._own, "connect", _may_write)


def _may_write(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    cursor: Any = connection.cursor()
    cursor.execute("PRAGMA query_only=OFF")
    cursor.close()
    entry.info[_WRITES] = True
