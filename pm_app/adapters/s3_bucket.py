"""How a bucket is set up so that nothing in it is lost at once and nothing left over stays."""

from collections.abc import Callable, Sequence
from typing import Any

from botocore.exceptions import ClientError

from pm_app.adapters.patience import within
from pm_app.ports import Preparation

OURS = "property-desk"
KEPT_DAYS = 30
PASSING_DAYS = 2
UNFINISHED_DAYS = 1
# What a store says that does not know the question, or does not let this key ask it.
_REFUSED = {
    "NotImplemented": "this store cannot do it",
    "AccessDenied": "the access key may not do it",
    "MethodNotAllowed": "this store cannot do it",
}
_NOTHING_YET = {"NoSuchLifecycleConfiguration", "NoSuchCORSConfiguration"}


def prepare_bucket(
    client: Any, bucket: str, *, prefix: str, passing: Sequence[str], origins: Sequence[str], seconds: float
) -> list[Preparation]:
    """Keep deleted and replaced objects for 30 days, let go of left-overs, let these origins send files to it.

    `passing` are the beginnings of keys that stay two days at most. Rules of others that the bucket has stay as they
    are, and doing it again changes nothing. What the store refuses is told, and the rest is done.
    """
    asked: list[tuple[str, Callable[[], object]]] = [
        (
            f"deleted and replaced files are kept for {KEPT_DAYS} days",
            lambda: client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"}),
        ),
        (
            f"left-overs go away: old versions after {KEPT_DAYS} days, uploads never filed after {PASSING_DAYS},"
            f" uploads never finished after {UNFINISHED_DAYS}",
            lambda: _set_lifecycle(client, bucket, prefix, passing),
        ),
        (f"browsers may send files from {', '.join(origins)}", lambda: _let_browsers_send(client, bucket, origins)),
    ]
    return [Preparation(what, _problem(call, seconds)) for what, call in asked]


def _problem(call: Callable[[], object], seconds: float) -> str:
    try:
        within(seconds, call)
    except ClientError as error:
        code = _code(error)
        if code not in _REFUSED:
            raise
        return _REFUSED[code]
    return ""


def _set_lifecycle(client: Any, bucket: str, prefix: str, passing: Sequence[str]) -> None:
    """Put our rules beside those of others; rules of ours are known by their names, which hold the prefix."""
    name = f"{OURS}-{prefix.strip('/').replace('/', '-') or 'all'}"
    ours: list[dict[str, Any]] = [
        {
            "ID": f"{name}-kept",
            "Status": "Enabled",
            "Filter": {"Prefix": prefix},
            "NoncurrentVersionExpiration": {"NoncurrentDays": KEPT_DAYS},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": UNFINISHED_DAYS},
            "Expiration": {"ExpiredObjectDeleteMarker": True},
        }
    ]
    ours += [
        {
            "ID": f"{name}-{below.strip('/')}",
            "Status": "Enabled",
            "Filter": {"Prefix": f"{prefix}{below}"},
            "Expiration": {"Days": PASSING_DAYS},
        }
        for below in passing
    ]
    there = _there(lambda: client.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"])
    names = {rule["ID"] for rule in ours}
    others = [rule for rule in there if rule.get("ID") not in names]
    client.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": others + ours})


def _let_browsers_send(client: Any, bucket: str, origins: Sequence[str]) -> None:
    ours = {
        "AllowedOrigins": list(origins),
        "AllowedMethods": ["GET", "POST"],
        "AllowedHeaders": ["*"],
        "MaxAgeSeconds": 3_000,
    }
    there = _there(lambda: client.get_bucket_cors(Bucket=bucket)["CORSRules"])
    others = [rule for rule in there if set(rule["AllowedOrigins"]) != set(origins)]
    client.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [*others, ours]})


def _there(ask: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the rules that the bucket has, none when nobody has set any."""
    try:
        return ask()
    except ClientError as error:
        if _code(error) in _NOTHING_YET:
            return []
        raise


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", "unknown"))
