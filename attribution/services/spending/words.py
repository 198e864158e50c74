"""What the readers of files found, in words."""

from django.utils.translation import gettext_lazy as _

from attribution.services.rates import reading as rates
from attribution.services.spending import reading as spend

WHY = {
    spend.NO_CAMPAIGN: _("No campaign is named."),
    spend.NO_AMOUNT: _("The cost is no amount with two decimals at most."),
    spend.NEGATIVE: _("The cost is below nought: a refund is no cost of a day."),
    spend.NO_DAY: _("It cannot be told which day this is. Have it written as 2026-11-23."),
    spend.NO_CURRENCY: _("No currency is named. Say it beside the file."),
    spend.FOREIGN: _("This currency is not one that we know."),
    spend.TOO_LONG: _("One amount stands for more than a year. Have it by day."),
}
WHY_NO_RATE = {
    rates.NO_DAY: _("It cannot be told which day this is. Have it written as 2026-11-23."),
    rates.NO_CURRENCY: _("This currency is not one that we know."),
    rates.NO_RATE: _("The rate is no number above nought with eight decimals at most."),
    rates.OWN: _("This is the clinic's own currency."),
}
