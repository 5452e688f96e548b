"""Where the servers' programs are found."""

from __future__ import annotations

from pathlib import Path

from driver_assistant.sandbox.backing.programs import find_programs


def nowhere(name: str, search: str) -> str | None:
    return None


def install(base: Path, *paths: str) -> None:
    for path in paths:
        (base / path).parent.mkdir(parents=True, exist_ok=True)
        (base / path).touch()


def test_debians_servers_are_found_off_the_path(tmp_path: Path) -> None:
    postgresql = "usr/lib/postgresql/15/bin"
    rabbitmq = "usr/lib/rabbitmq/lib/rabbitmq_server-3.10.8/sbin/rabbitmq-server"
    epmd = "usr/lib/erlang/erts-13.1.5/bin/epmd"
    install(tmp_path, f"{postgresql}/initdb", f"{postgresql}/postgres", rabbitmq, epmd)

    found = find_programs(["postgresql", "rabbitmq"], base=tmp_path, which=nowhere)

    assert found == {
        "postgresql": {
            "initdb": tmp_path / postgresql / "initdb",
            "postgres": tmp_path / postgresql / "postgres",
        },
        "rabbitmq": {"rabbitmq-server": tmp_path / rabbitmq, "epmd": tmp_path / epmd},
    }


def test_the_newest_version_wins_by_number_and_not_by_spelling(tmp_path: Path) -> None:
    for version in ("9.6", "15", "17"):
        folder = f"usr/lib/postgresql/{version}/bin"
        install(tmp_path, f"{folder}/initdb", f"{folder}/postgres")

    found = find_programs(["postgresql"], base=tmp_path, which=nowhere)["postgresql"]

    assert found is not None
    assert found["postgres"] == tmp_path / "usr/lib/postgresql/17/bin/postgres"


def test_a_server_with_one_program_missing_counts_as_missing(tmp_path: Path) -> None:
    install(tmp_path, "usr/lib/postgresql/15/bin/initdb")

    assert find_programs(["postgresql"], base=tmp_path, which=nowhere) == {"postgresql": None}


def test_what_is_on_the_path_is_found_too(tmp_path: Path) -> None:
    found = find_programs(["redis"], base=tmp_path, which=lambda name, _: f"/somewhere/{name}")

    assert found == {"redis": {"redis-server": Path("/somewhere/redis-server")}}


def test_valkey_serves_where_there_is_no_redis(tmp_path: Path) -> None:
    def only_valkey(name: str, search: str) -> str | None:
        return "/usr/bin/valkey-server" if name == "valkey-server" else None

    found = find_programs(["redis"], base=tmp_path, which=only_valkey)

    assert found == {"redis": {"redis-server": Path("/usr/bin/valkey-server")}}


def test_debians_wrapper_on_the_path_loses_to_rabbitmqs_own_script(tmp_path: Path) -> None:
    script = "usr/lib/rabbitmq/lib/rabbitmq_server-3.10.8/sbin/rabbitmq-server"
    install(tmp_path, script)

    found = find_programs(["rabbitmq"], base=tmp_path, which=lambda name, _: f"/usr/sbin/{name}")

    assert found["rabbitmq"] == {
        "rabbitmq-server": tmp_path / script,
        "epmd": Path("/usr/sbin/epmd"),
    }
