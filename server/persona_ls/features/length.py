"""How long a prompt is, in the measure of those who read it: language models."""

__all__ = ["roughly", "tokens"]

_CHARACTERS_A_TOKEN = 4


def tokens(characters: int) -> int:
    """About how many tokens a text of so many characters is. Tokenizers differ by more than this is wrong."""
    return -(-characters // _CHARACTERS_A_TOKEN)


def roughly(number: int) -> int:
    """``number`` to two digits, 1,234 as 1,200: what is only estimated shall not look exact, nor flicker at each letter."""
    unit: int = 10 ** max(0, len(str(number)) - 2)
    return round(number / unit) * unit
