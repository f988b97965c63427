"""`python -m crm_tui` is `crm-tui`."""

from crm_tui.cli.main import run

if __name__ == "__main__":
    run()
