"""An S3-compatible server of one's own on loopback, with a private bucket."""

import subprocess
import sys
from urllib.error import URLError
from urllib.request import urlopen

import boto3
from botocore.config import Config

from tests.scale.cluster import eventually

PORT = 8183
BUCKET = "lampiran"
ENVIRONMENT = {
    "S3_BUCKET": BUCKET,
    "S3_ENDPOINT": f"http://127.0.0.1:{PORT}",
    "S3_REGION": "us-east-1",
    "S3_ACCESS_KEY": "penguji",
    "S3_SECRET_KEY": "rahasia-penguji",
}


class Store:
    """moto's server: it speaks S3 over HTTP and keeps everything in memory."""

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(PORT)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        eventually(self._answers)
        self.client.create_bucket(Bucket=BUCKET)

    @property
    def client(self):
        return boto3.client(
            "s3",
            endpoint_url=ENVIRONMENT["S3_ENDPOINT"],
            region_name=ENVIRONMENT["S3_REGION"],
            aws_access_key_id=ENVIRONMENT["S3_ACCESS_KEY"],
            aws_secret_access_key=ENVIRONMENT["S3_SECRET_KEY"],
            config=Config(retries={"max_attempts": 1}),
        )

    def names(self) -> list[str]:
        found = self.client.list_objects_v2(Bucket=BUCKET)
        return [row["Key"] for row in found.get("Contents", ())]

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def _answers(self) -> bool:
        try:
            with urlopen(ENVIRONMENT["S3_ENDPOINT"] + "/moto-api/", timeout=1):
                return True
        except (URLError, OSError):
            return False
