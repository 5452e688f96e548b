# syntax=docker/dockerfile:1
# One image for every process: webhook, worker, guardrails, delivery, operator, migration, sandbox.
# `docker build .`, `buildah bud .` and `skaffold build` make the same layers: Python's packages
# first (they change with pyproject.toml only), the code last (a few megabytes).
ARG BASE=python:3.11-slim-bookworm

# The list of packages alone, so that no other change of pyproject.toml installs them again.
FROM ${BASE} AS list
COPY pyproject.toml /
RUN python3 -c "import tomllib; \
project = tomllib.load(open('/pyproject.toml', 'rb'))['project']; \
extras = project['optional-dependencies']; \
print('\n'.join(sorted({*project['dependencies'], *extras['services'], *extras['operator']})))" \
    > /requirements.txt

FROM ${BASE} AS packages
WORKDIR /build
RUN python3 -m venv /opt/tools && python3 -m venv --without-pip /opt/venv
COPY --from=list /requirements.txt ./
RUN /opt/tools/bin/pip --python /opt/venv/bin/python install --no-cache-dir -r requirements.txt \
 && find /opt/venv -type d \( -name tests -o -name test \) -prune -exec rm -rf {} +

FROM packages AS code
COPY pyproject.toml README.md LICENSE ./
COPY operator ./operator
COPY services ./services
RUN /opt/tools/bin/pip --python /opt/venv/bin/python install --no-cache-dir --no-deps \
    --target /opt/driver-assistant .

FROM ${BASE}
LABEL org.opencontainers.image.title="driver-assistant" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=packages /opt/venv /opt/venv
COPY --from=code /opt/driver-assistant /opt/driver-assistant
ENV PATH=/opt/driver-assistant/bin:/opt/venv/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONPATH=/opt/driver-assistant \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    USER=driver-assistant
# Some libraries ask who they are; an id without a name would be an error.
RUN echo 'driver-assistant:x:65532:65532::/tmp:/usr/sbin/nologin' >> /etc/passwd \
 && echo 'driver-assistant:x:65532:' >> /etc/group
WORKDIR /opt/driver-assistant
USER 65532:65532
CMD ["driver-assistant", "--help"]
