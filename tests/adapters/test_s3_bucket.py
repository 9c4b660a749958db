"""A bucket that was set up keeps what is deleted, lets go of left-overs, and takes files from our pages alone."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from boto3.session import Session

from pm_app.adapters.s3_object_store import S3ObjectStore
from pm_app.kernel.errors import Unavailable
from tests.adapters.seaweed import ACCESS_KEY, SECRET_KEY, S3Server, nobody_listens
from tests.adapters.stores import put

OURS = "https://desk.example.com"
PASSING = ("incoming/", "held/")


@pytest.fixture
def client(s3_server: S3Server) -> Any:
    """The supplier's own library, to look behind the store."""
    keys = {"aws_access_key_id": ACCESS_KEY, "aws_secret_access_key": SECRET_KEY, "region_name": "us-east-1"}
    return Session(**keys).client("s3", endpoint_url=s3_server.endpoint)


@pytest.fixture
def bucket(client: Any) -> str:
    """A new bucket."""
    name = f"desk-{uuid4().hex}"
    client.create_bucket(Bucket=name)
    return name


def opened(endpoint: str, bucket: str) -> S3ObjectStore:
    return S3ObjectStore(
        bucket, endpoint=endpoint, region="us-east-1", access_key=ACCESS_KEY, secret_key=SECRET_KEY, prefix="office"
    )


@pytest.fixture
def store(s3_server: S3Server, bucket: str) -> S3ObjectStore:
    return opened(s3_server.endpoint, bucket)


def test_after_it_was_set_up_what_is_deleted_can_be_brought_back(store: S3ObjectStore, bucket: str, client: Any):
    steps = store.prepare(passing=PASSING, origins=[OURS])
    key = put(store, b"a lease")

    store.delete(key)

    assert [step.problem for step in steps] == ["", "", ""]
    assert store.size(key) is None
    (marker,) = client.list_object_versions(Bucket=bucket)["DeleteMarkers"]
    client.delete_object(Bucket=bucket, Key=marker["Key"], VersionId=marker["VersionId"])
    assert b"".join(store.chunks(key)) == b"a lease"


def test_left_overs_go_by_themselves_and_rules_of_others_stay(store: S3ObjectStore, bucket: str, client: Any):
    foreign = {"ID": "logs", "Status": "Enabled", "Filter": {"Prefix": "logs/"}, "Expiration": {"Days": 7}}
    client.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [foreign]})

    for _ in range(2):
        store.prepare(passing=PASSING, origins=[OURS])

    rules = {rule["ID"]: rule for rule in client.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]}
    assert set(rules) == {
        "logs",
        "property-desk-office-kept",
        "property-desk-office-incoming",
        "property-desk-office-held",
    }
    kept = rules["property-desk-office-kept"]
    assert kept["Filter"] == {"Prefix": "office/"}
    assert kept["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
    assert kept["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
    assert "Days" not in kept["Expiration"]
    assert rules["property-desk-office-incoming"]["Filter"] == {"Prefix": "office/incoming/"}
    assert rules["property-desk-office-incoming"]["Expiration"] == {"Days": 2}


def test_browsers_may_send_files_from_our_pages_and_what_others_allowed_stays(
    store: S3ObjectStore, bucket: str, client: Any
):
    foreign = {"AllowedOrigins": ["https://other.example.com"], "AllowedMethods": ["GET"]}
    client.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [foreign]})

    for _ in range(2):
        store.prepare(passing=PASSING, origins=[OURS])

    rules = client.get_bucket_cors(Bucket=bucket)["CORSRules"]
    allowed = {tuple(rule["AllowedOrigins"]): rule["AllowedMethods"] for rule in rules}
    assert allowed == {("https://other.example.com",): ["GET"], (OURS,): ["GET", "POST"]}
    assert len(rules) == 2


@pytest.mark.parametrize("place", [nobody_listens, lambda: "a server without the bucket"])
def test_a_bucket_that_is_not_there_cannot_be_set_up(s3_server: S3Server, place: Callable[[], str]):
    endpoint = place() if place is nobody_listens else s3_server.endpoint

    with pytest.raises(Unavailable):
        opened(endpoint, f"none-{uuid4().hex}").prepare(passing=PASSING, origins=[OURS])
