"""The stand-ins of the services."""

from core.terminal.profile import Options


def sandbox(options: Options) -> int:
    """Serve the sandbox until stopped."""
    from core.sandbox import SandboxOptions
    from core.sandbox.command import serve

    return serve(
        SandboxOptions(
            port=options.port,
            contacts=options.contacts,
            seed=options.seed,
            latency=options.latency,
            cursors=not options.no_cursors,
        )
    )
