"""Objects kept in a bucket that speaks S3."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, BinaryIO, TypeVar

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from boto3.session import Session
from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from pm_app.adapters.patience import LEAST_BYTES_PER_SECOND, Pace, TookTooLong, within
from pm_app.adapters.s3_bucket import prepare_bucket
from pm_app.adapters.stored_objects import CHUNK_BYTES, WholeContent, checked_key, content_disposition
from pm_app.kernel.errors import NotFound, Unavailable
from pm_app.ports import Preparation, StoredObject, UploadForm

T = TypeVar("T")

_PART_BYTES = 8 * 1024 * 1024
# One part at a time and none in threads: an upload never needs more memory than a part or two.
_IN_PARTS = TransferConfig(multipart_threshold=_PART_BYTES, multipart_chunksize=_PART_BYTES, use_threads=False)
# Within the bucket nothing passes through here, so parts may be large.
_COPIED = TransferConfig(
    multipart_threshold=1024 * 1024 * 1024, multipart_chunksize=256 * 1024 * 1024, use_threads=False
)
_NOT_THERE = {"NoSuchKey", "NotFound", "404"}
_PAST_THE_END = {"InvalidRange", "416"}


class S3ObjectStore:
    """An object store in a bucket; every key lies below `prefix`.

    Without keys the surroundings are asked for them, as the supplier's library does. `public_endpoint` is the
    address that browsers reach the store by, when it is not the one that the app uses. A silent server is waited for
    `answer_seconds`, twice; one that trickles not much longer.
    """

    def __init__(
        self,
        bucket: str,
        *,
        endpoint: str | None,
        region: str | None,
        access_key: str | None,
        secret_key: str | None,
        prefix: str = "",
        public_endpoint: str | None = None,
        answer_seconds: float = 30,
    ) -> None:
        self._bucket = bucket
        self._place = endpoint or "Amazon S3"
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._seconds = 2.5 * answer_seconds
        session = Session(
            aws_access_key_id=access_key or None, aws_secret_access_key=secret_key or None, region_name=region or None
        )
        try:
            config = _config(endpoint, answer_seconds)
            self._client: Any = session.client("s3", endpoint_url=endpoint or None, config=config)
            self._signer: Any = (
                session.client("s3", endpoint_url=public_endpoint, config=_config(public_endpoint, answer_seconds))
                if public_endpoint
                else self._client
            )
        except (BotoCoreError, ValueError) as error:
            raise ValueError(f"The object store is set up wrongly: {error}") from error

    def check(self) -> None:
        """Ask for the bucket once; raises `Unavailable` with a sentence that says what is wrong with it."""
        try:
            within(self._seconds, lambda: self._client.head_bucket(Bucket=self._bucket))
        except ClientError as error:
            if _code(error) in {"404", "NoSuchBucket", "NotFound"}:
                problem = f"There is no bucket {self._bucket} at {self._place}. Create it or correct its name."
            elif _code(error) in {"401", "403", "AccessDenied", "Forbidden"}:
                problem = f"The bucket {self._bucket} at {self._place} does not accept the access key."
            else:
                problem = f"The bucket {self._bucket} at {self._place} cannot be used ({_code(error)})."
            raise Unavailable(problem) from error
        except (BotoCoreError, TookTooLong) as error:
            raise Unavailable(f"The object store at {self._place} does not answer: {error}") from error

    def prepare(self, *, passing: Sequence[str], origins: Sequence[str]) -> list[Preparation]:
        """Set the bucket up to be careful with what it holds; returns what was asked of it, refused or done."""
        with self._answering():
            return prepare_bucket(
                self._client,
                self._bucket,
                prefix=self._prefix,
                passing=passing,
                origins=origins,
                seconds=self._seconds,
            )

    def put(self, key: str, content: BinaryIO, *, size: int, media_type: str) -> None:
        """Keep `size` bytes under the key, whole or not at all.

        The bucket is asked first whether it has the key. Of two that arrive at the same moment the later one stays,
        which is the same bytes when keys name their content.
        """
        if self.size(key) is not None:
            return
        with WholeContent(content, size) as whole:
            self._ask(
                lambda: self._client.upload_fileobj(
                    whole, self._bucket, self._name(key), ExtraArgs={"ContentType": media_type}, Config=_IN_PARTS
                ),
                size=size,
            )

    def size(self, key: str) -> int | None:
        """Return how many bytes are kept under the key, or None when nothing is."""
        name = self._name(key)
        try:
            return int(self._ask(lambda: self._client.head_object(Bucket=self._bucket, Key=name))["ContentLength"])
        except NotFound:
            return None

    def chunks(self, key: str, *, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        """Yield the bytes from `first` to `last` (included); a missing key is told at once, not at the first piece."""
        asked: dict[str, str] = {"Bucket": self._bucket, "Key": self._name(key)}
        if last is not None and last < first:
            return iter(())
        if first or last is not None:
            asked["Range"] = f"bytes={first}-{'' if last is None else last}"
        try:
            found = self._ask(lambda: self._client.get_object(**asked))
        except _PastTheEnd:
            return iter(())
        return self._pieces(found["Body"], int(found["ContentLength"]))

    def delete(self, key: str) -> None:
        """Remove the key; nothing happens when it is not there."""
        name = self._name(key)
        self._ask(lambda: self._client.delete_object(Bucket=self._bucket, Key=name))

    def move(self, source: str, target: str) -> None:
        """Have the bucket copy `source` to `target`, unless `target` is there, then remove `source`."""
        name, place = self._name(source), self._name(target)
        size = self.size(source)
        if size is None:
            raise NotFound("This file is not in the store.")
        if source == target:
            return
        if self.size(target) is None:
            whence = {"Bucket": self._bucket, "Key": name}
            self._ask(lambda: self._client.copy(whence, self._bucket, place, Config=_COPIED), size=size)
        self.delete(source)

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Yield every key that begins with `prefix`."""
        return (found.key for found in self.listed(prefix))

    def listed(self, prefix: str = "") -> Iterator[StoredObject]:
        """Yield every object whose key begins with `prefix`, asking for a thousand at a time."""
        for page in self._pages("list_objects_v2", Prefix=self._prefix + prefix):
            for entry in page.get("Contents", ()):
                key = entry["Key"].removeprefix(self._prefix)
                yield StoredObject(key, int(entry["Size"]), entry["LastModified"].astimezone(UTC))

    def discard_unfinished(self, before: datetime) -> int:
        """Give up the uploads in parts that began before this moment and were never completed."""
        gone = 0
        for page in self._pages("list_multipart_uploads", Prefix=self._prefix):
            for begun in page.get("Uploads", ()):
                if begun["Initiated"] < before:
                    self._give_up(begun["Key"], begun["UploadId"])
                    gone += 1
        return gone

    def upload_form(self, key: str, *, most_bytes: int, media_type: str, expires_in: int) -> UploadForm | None:
        """Return a signed form; the bucket itself refuses another key or type, more bytes, and whoever comes late."""
        name = self._name(key)
        fixed = {"Content-Type": media_type, "success_action_status": "204"}
        limits: list[Any] = [{field: value} for field, value in fixed.items()]
        limits.append(["content-length-range", 1, most_bytes])
        with self._answering():
            form = self._signer.generate_presigned_post(
                self._bucket, name, Fields=fixed, Conditions=limits, ExpiresIn=expires_in
            )
        return UploadForm(form["url"], form["fields"])

    def download_url(self, key: str, *, filename: str, media_type: str, expires_in: int) -> str | None:
        """Return a signed link that saves the object under `filename`; it works for `expires_in` seconds."""
        with self._answering():
            return self._signer.generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": self._bucket,
                    "Key": self._name(key),
                    "ResponseContentDisposition": content_disposition(filename),
                    "ResponseContentType": media_type,
                },
                ExpiresIn=expires_in,
            )

    def _name(self, key: str) -> str:
        return self._prefix + checked_key(key)

    def _pieces(self, body: Any, size: int) -> Iterator[bytes]:
        pace = Pace(self._seconds)
        with self._answering():
            try:
                while size > 0:
                    # one read of the connection at a time: whoever asks for more waits for as long as it trickles
                    piece = pace.next(lambda: body._raw_stream.read1(CHUNK_BYTES))
                    if not piece:
                        raise TookTooLong("the content broke off")
                    size -= len(piece)
                    yield piece
            finally:
                body.close()

    def _pages(self, operation: str, **asked: str) -> Iterator[Any]:
        pages = iter(self._client.get_paginator(operation).paginate(Bucket=self._bucket, **asked))
        while (page := self._ask(lambda: next(pages, None))) is not None:
            yield page

    def _give_up(self, name: str, upload_id: str) -> None:
        self._ask(
            lambda: self._client.abort_multipart_upload(Bucket=self._bucket, Key=name, UploadId=upload_id),
        )

    def _ask(self, call: Callable[[], T], *, size: int = 0) -> T:
        """Return the answer to one question, which may move `size` bytes, or raise our own error in good time."""
        with self._answering():
            return within(self._seconds + size / LEAST_BYTES_PER_SECOND, call)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Turn what the supplier's library says into our own errors."""
        try:
            yield
        except ClientError as error:
            if _code(error) in _NOT_THERE:
                raise NotFound("This file is not in the store.") from error
            if _code(error) in _PAST_THE_END:
                raise _PastTheEnd from error
            raise Unavailable(f"The object store at {self._place} refused ({_code(error)}).") from error
        except (BotoCoreError, Boto3Error, HTTPError, TookTooLong) as error:
            raise Unavailable(f"The object store at {self._place} does not answer: {error}") from error


class _PastTheEnd(Exception):
    """The bytes asked for begin after the last one."""


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", "unknown"))


def _config(endpoint: str | None, answer_seconds: float) -> Config:
    """Return how to speak: signature 4, no checksums that clones of S3 do not know, an answer soon or an error."""
    return Config(
        signature_version="s3v4",
        s3={"addressing_style": "path" if endpoint else "auto"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        connect_timeout=min(5, answer_seconds),
        read_timeout=answer_seconds,
        retries={"mode": "standard", "total_max_attempts": 2},
        max_pool_connections=20,
    )
