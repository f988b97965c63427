"""What the rules engine is told; the values stand in `domain.facts`, for records carry theirs to the screen."""

from crm_tui.domain.facts import ModuleFacts, OrganisationFacts, RecordFacts

__all__ = ["ModuleFacts", "OrganisationFacts", "RecordFacts"]
