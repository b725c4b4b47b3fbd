"""Why a deed on a usulan was refused; each error carries sentences for the person who tried."""


class WorkflowError(Exception):
    """Base of all refusals. ``str(error)`` is a sentence in plain Indonesian."""


class UnknownAction(WorkflowError):
    """The action does not exist in the table."""

    def __init__(self, action: str) -> None:
        super().__init__(f'Tindakan "{action}" tidak dikenal.')


class ActionNotAllowed(WorkflowError):
    """The person's role or territory does not permit the action."""

    def __init__(self, label: str) -> None:
        super().__init__(f'Anda tidak berwenang melakukan "{label}" pada usulan ini.')


class ConditionsNotMet(WorkflowError):
    """Something is missing or wrong; ``problems`` maps a field name to a sentence.

    The empty field name is for what belongs to no single field.
    """

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems.values()))


class NoteRequired(ConditionsNotMet):
    """The action needs a note and none was written."""

    def __init__(self, sentence: str = "Tulis catatan agar pengusul mengerti sebabnya.") -> None:
        super().__init__({"note": sentence})


class TransitionConflict(WorkflowError):
    """Someone else was first; the message says who did what and when."""
