"""What is made of values that never change, kept in the process: results, charts, their markup."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from threading import RLock
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

MAKING = RLock()
"""One for all, because values are made of others: who waits finds made what another one makes."""


class Itself:
    """A value as part of a key: told apart from equal ones by being itself, without a look inside.
    As long as the key is kept, so is the value, and no other one can be taken for it.
    """

    def __init__(self, value: object) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and self.value is other.value


class Kept(Generic[T]):
    """At most so many values, each by all that it depends on; the oldest goes first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.values: dict[Any, T] = {}

    def of(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of this key, made where it is missing."""
        return self.of_all([key], lambda _missing: [make()])[0]

    def of_all(self, keys: Sequence[K], make: Callable[[Sequence[K]], Iterable[T]]) -> list[T]:
        """The values of these keys in their order; those missing are made together, and once."""
        found = self._found(keys)
        if len(found) < len(set(keys)):
            with MAKING:
                found |= self._found(keys)
                if missing := [key for key in keys if key not in found]:
                    found |= self._made(missing, make)
        return [found[key] for key in keys]

    def _found(self, keys: Sequence[K]) -> dict[K, T]:
        return {key: one for key in keys if (one := self.values.get(key)) is not None}

    def _made(self, missing: Sequence[K], make: Callable[[Sequence[K]], Iterable[T]]) -> dict[K, T]:
        made = dict(zip(missing, make(missing), strict=True))
        self.values.update(made)
        for oldest in list(self.values)[: -self.most]:
            self.values.pop(oldest, None)
        return made
