"""Where the tarballs of npm packages are: the registry that the user has configured, npm installed or not."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache

PUBLIC_REGISTRY = "https://registry.npmjs.org"
NPM_S = 10.0
"""For npm to tell its configuration."""


def tarball_url(registry: str, package: str, version: str) -> str:
    """Where every npm registry keeps a tarball: `PACKAGE/-/NAME-VERSION.tgz`, NAME being PACKAGE without its scope."""
    name = package.rpartition("/")[2]
    return f"{registry.rstrip('/')}/{package}/-/{name}-{version}.tgz"


def npm_registry(environ: Mapping[str, str] = os.environ) -> str:
    """The registry named by npm_config_registry, or else by npm's own configuration, or else the public one."""
    for variable in ("npm_config_registry", "NPM_CONFIG_REGISTRY"):
        if named := environ.get(variable):
            return named
    npm = shutil.which("npm", path=environ.get("PATH"))
    return (_configured(npm) if npm else "") or PUBLIC_REGISTRY


@cache
def _configured(npm: str) -> str:
    command = [npm, "config", "get", "registry"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=NPM_S, check=False).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):  # an npm that does not run is as good as none
        return ""
    return answer if answer.startswith(("http://", "https://")) else ""
