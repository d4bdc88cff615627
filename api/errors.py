"""The one shape of an error: what, and what to do. The server answers with it and the client
raises it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

_SHOWN = 10
_HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "10"}}


class ErrorDetail(BaseModel):
    code: str
    message: str
    hint: str | None = None


class ErrorAnswer(BaseModel):
    error: ErrorDetail


class ApiError(Exception):
    """``status`` is the HTTP status; 0 when no answer came."""

    def __init__(self, status: int, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(f"{message} {hint}" if hint else message)
        self.status = status
        self.code = code
        self.message = message
        self.hint = hint

    def answer(self) -> ErrorAnswer:
        return ErrorAnswer(error=ErrorDetail(code=self.code, message=self.message, hint=self.hint))


def invalid(errors: Sequence[Any], what: str) -> ApiError:
    """From pydantic's errors. The values given are not repeated: they may be anyone's."""
    shown = [
        f"{'.'.join(str(part) for part in error['loc']) or what}: {error['msg']}"
        for error in errors[:_SHOWN]
    ]
    if len(errors) > _SHOWN:
        shown.append(f"and {len(errors) - _SHOWN} more")
    return ApiError(422, "invalid", f"The {what} is not valid. " + "; ".join(shown) + ".")


def unknown_store(store: str) -> ApiError:
    return ApiError(
        404,
        "unknown_store",
        f"There is no store {store!r}.",
        f"Describe it first with PUT /v1/stores/{store}.",
    )


def _answer(error: ApiError) -> JSONResponse:
    return JSONResponse(error.answer().model_dump(), error.status, _HEADERS.get(error.status))


def install_handlers(application: FastAPI) -> None:
    @application.exception_handler(ApiError)
    async def api_error(_: Request, error: ApiError) -> JSONResponse:
        return _answer(error)

    @application.exception_handler(RequestValidationError)
    async def request_error(_: Request, error: RequestValidationError) -> JSONResponse:
        return _answer(invalid(error.errors(), "request"))

    @application.exception_handler(HTTPException)
    async def http_error(_: Request, error: HTTPException) -> JSONResponse:
        code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "http_error")
        return _answer(ApiError(error.status_code, code, f"{error.detail}."))

    @application.exception_handler(Exception)
    async def any_error(_: Request, __: Exception) -> JSONResponse:
        # The traceback goes to the server's log; an answer could carry a path or a value.
        return _answer(ApiError(500, "internal", "The server failed; its log says why."))
