"""The objects that the API takes and gives, each loaded when it is first used.

Example:
    from lune_client.models import MerchantWithCategoryCode
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lune_api.models import *  # noqa: F403  # every model, and type checkers see each
else:
    from lune_api import models as _models

    __all__ = _models.__all__

    def __getattr__(name):  # noqa: ANN001, ANN202  # hidden from type checkers
        return getattr(_models, name)

    def __dir__():  # noqa: ANN202  # hidden from type checkers
        return list(__all__)
