"""A small application: sites in a table that migrations make, with SQLAlchemy."""

from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.ext.asyncio import AsyncSession


class Base(DeclarativeBase):
    pass


class Site(Base):
    __tablename__ = "site"

    site_id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def add_sites(session: Session, *names: str) -> None:
    session.add_all(Site(name=name) for name in names)
    session.commit()


def site_names(session: Session) -> list[str]:
    return list(session.scalars(select(Site.name).order_by(Site.name)))


async def add_site_async(session: AsyncSession, name: str) -> Site:
    site = Site(name=name)
    session.add(site)
    await session.commit()
    return site
