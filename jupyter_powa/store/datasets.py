"""The datasets of a store: the records of what runs have written. They outlive their workflow, as their rows do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Row, func, or_, select

from jupyter_powa.model.dataset import Dataset
from jupyter_powa.store.dataset_tables import datasets as table
from jupyter_powa.store.engine import Reach
from jupyter_powa.store.rows import is_id, stamp
from jupyter_powa.unknown import DatasetNotFound


class Datasets:
    """Records by id, the newest first."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def add(self, records: Iterable[Dataset]) -> None:
        """Store records; one that is there already is left as it is."""
        with self._reach.write() as connection:
            for record in records:
                if connection.execute(select(table.c.id).where(table.c.id == record.id)).first() is None:
                    connection.execute(
                        table.insert().values(
                            id=record.id,
                            name=record.name,
                            place=_place(record),
                            workflow_id=record.workflow_id,
                            created_at=stamp(record.created_at),
                            document=record.model_dump_json(exclude={"replaced_by"}),
                        )
                    )

    def get(self, word: str) -> Dataset:
        """The record of that id, or the newest of that name; raises DatasetNotFound."""
        with self._reach.read() as connection:
            wanted = or_(table.c.id == word, table.c.name == word) if is_id(word) else table.c.name == word
            query = select(table).where(wanted).order_by(table.c.created_at.desc(), table.c.id.desc())
            found = connection.execute(query).first()
            if found is None:
                raise DatasetNotFound(word)
            return _dataset(connection, found)

    def list(
        self, *, limit: int = 50, offset: int = 0, q: str = "", workflow_id: str | None = None
    ) -> tuple[Sequence[Dataset], int]:
        """One page of them, the newest first, and how many there are in all; `q` finds a part of their names."""
        query = select(table)
        if q:
            query = query.where(func.lower(table.c.name).contains(q.lower(), autoescape=True))
        if workflow_id is not None:
            query = query.where(table.c.workflow_id == workflow_id)
        with self._reach.read() as connection:
            total = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
            ordered = query.order_by(table.c.created_at.desc(), table.c.id.desc()).limit(limit).offset(offset)
            return [_dataset(connection, row) for row in connection.execute(ordered).all()], int(total)

    def delete(self, dataset_id: str) -> None:
        """Forget a record; its rows stay where they are. Raises DatasetNotFound."""
        with self._reach.write() as connection:
            if not connection.execute(table.delete().where(table.c.id == dataset_id)).rowcount:
                raise DatasetNotFound(dataset_id)


def _place(record: Dataset) -> str:
    return record.relation.file or ".".join(record.relation.table or ())


def _dataset(connection: Connection, row: Row[tuple[str, ...]]) -> Dataset:
    newest = select(table.c.id).where(table.c.place == row.place)
    newer = connection.execute(newest.order_by(table.c.created_at.desc(), table.c.id.desc())).scalars().first()
    record = Dataset.model_validate_json(row.document)
    return record.model_copy(update={"replaced_by": newer if newer != record.id else None})
