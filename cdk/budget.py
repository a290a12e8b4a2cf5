"""A monthly budget that tells somebody before the bill does."""

from aws_cdk import aws_budgets as budgets
from constructs import Construct

from cdk import names
from cdk.choices import Place


class Budget(Construct):
    """At 80 % of the month's budget, and when the whole is foreseen to be passed."""

    def __init__(self, scope: Construct, name: str, place: Place) -> None:
        super().__init__(scope, name)
        watching = place.settings.watching
        subscriber = budgets.CfnBudget.SubscriberProperty(
            address=watching.alarm_email, subscription_type="EMAIL"
        )
        budgets.CfnBudget(
            self,
            "Month",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_name=names.cluster_name(place.purpose),
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=budgets.CfnBudget.SpendProperty(
                    amount=watching.budget_usd, unit="USD"
                ),
            ),
            notifications_with_subscribers=[
                budgets.CfnBudget.NotificationWithSubscribersProperty(
                    notification=budgets.CfnBudget.NotificationProperty(
                        comparison_operator="GREATER_THAN",
                        notification_type=kind,
                        threshold=percent,
                        threshold_type="PERCENTAGE",
                    ),
                    subscribers=[subscriber],
                )
                for kind, percent in (("ACTUAL", 80), ("FORECASTED", 100))
            ],
        )
