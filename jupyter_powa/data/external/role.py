"""What a server says of the user that signed in, in words: may it write, is it a superuser, what would be safer."""

from __future__ import annotations

from sqlalchemy import Connection

from jupyter_powa.model.source import Connected, Role

POSTGRESQL = """
select current_user, (select rolsuper from pg_roles where rolname = current_user),
  coalesce((select bool_or(has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE')) from pg_class c
    join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and n.nspname not like 'pg\\_%%'
    and n.nspname <> 'information_schema'), false)
    or has_schema_privilege(current_schema(), 'CREATE') or has_database_privilege(current_database(), 'CREATE'),
  (select count(*) from pg_class c where c.relkind in ('r', 'p') and pg_get_userbyid(c.relowner) = current_user
    and c.relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema')), version()"""

WRITES = ("ALL PRIVILEGES", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "FILE", "EXECUTE")


def met(connection: Connection, *, writable: bool) -> Connected:
    """The server and the role."""
    kind = connection.dialect.name
    if kind == "postgresql":
        found = connection.execution_options(no_parameters=True).exec_driver_sql(POSTGRESQL.replace("%%", "%")).one()
        user, superuser, may_write, owns, server = found
        role = Role(user=str(user), superuser=bool(superuser), may_write=bool(may_write), owns=int(owns))
        server = str(server).partition(" on ")[0]
    elif kind in ("mysql", "mariadb"):
        user, server = connection.exec_driver_sql("select current_user(), version()").one()
        grants = [str(row[0]).upper() for row in connection.exec_driver_sql("show grants").all()]
        rights = [grant.partition(" ON ")[0] for grant in grants]
        superuser = any(
            g.startswith("GRANT ALL PRIVILEGES ON *.*") or "SUPER" in g.partition(" ON ")[0] for g in grants
        )
        may_write = any(word in right for right in rights for word in WRITES)
        role = Role(user=str(user), superuser=superuser, may_write=may_write)
        server = f"{'MariaDB' if 'maria' in str(server).lower() else 'MySQL'} {server}"
    else:
        version = ".".join(map(str, connection.dialect.server_version_info or ()))
        role, server = Role(may_write=writable), f"{kind} {version}".strip()
    role.words = words(role, writable)
    return Connected(server=server, role=role)


def words(role: Role, writable: bool) -> str:
    """The role in words, and what would be safer."""
    who = f"{role.user} " if role.user else "This user "
    if role.superuser:
        said = f"{who}is a superuser: a read-only session does not hold it back from everything."
    elif role.may_write:
        said = f"{who}may write{f' and owns {role.owns} tables' if role.owns else ''}."
    else:
        return f"{who}may only read."
    how = "Statements are run as they are." if writable else "It is opened read-only."
    return f"{said} {how} An account that has SELECT alone is safer."
