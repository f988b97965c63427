"""What stands around the sales of the sample: campaigns, products, vendors, cases, solutions, offers and invoices."""

from __future__ import annotations

from functools import partial

from crm_tui.bootstrap.sample_activities import busy
from crm_tui.bootstrap.sample_story import SELLERS, Made, Story

LEADER = SELLERS[-1]
CASE_REASONS = ("Existing problem", "Instructions not clear", "New problem", "Complex functionality")
VENDOR_KINDS = ("Goods", "Goods", "Logistics", "Services", "Marketing", "Software")


def plan_office(story: Story) -> None:
    """Vendors and products stand early, as the others refer to them."""
    story.spread("Vendors", partial(vendor, story), 0.0, 0.3)
    story.spread("Products", partial(product, story), 0.0, 0.6, bend=2)
    story.spread("Price_Books", partial(price_book, story), 0.02, 0.5)
    story.spread("Campaigns", partial(campaign, story), 0.0, 0.96)
    story.spread("Cases", partial(case, story), 0.1)
    story.spread("Solutions", partial(solution, story), 0.1, 0.9)
    story.spread("Quotes", partial(quote, story), 0.2, 0.99)
    story.spread("Sales_Orders", partial(sales_order, story), 0.4, 0.99)
    story.spread("Invoices", partial(invoice, story), 0.45, 0.99)
    story.spread("Purchase_Orders", partial(purchase_order, story), 0.35, 0.98)


def vendor(story: Story, number: int) -> None:
    """Somebody we buy from."""
    company, dice = story.names.company(), story.dice
    values = {
        "Vendor_Name": company.name,
        "Category": dice.pick(VENDOR_KINDS),
        "Email": f"orders@{company.domain}",
        "Phone": company.phone,
        "Website": f"https://{company.domain}",
        "Street": company.street,
        "City": company.city,
        "Country": company.culture.country,
    }
    made = story.make("product", "Vendors", values, company=company)
    story.notes(made, "notes", ("", "admin"), most=1)


def product(story: Story, number: int) -> None:
    """Something we sell."""
    dice, entries = story.dice, story.texts["products"]
    entry, round_ = entries[number % len(entries)], number // len(entries)
    vendor_of = story.one("Vendors")
    stock = dice.between(0, 600) if entry["category"] in ("Hardware", "Accessory") else 0
    values: dict[str, object] = {
        "Product_Name": entry["name"] + (f" {round_ + 1}" if round_ else ""),
        "Product_Code": f"HX-{number + 101}",
        "Product_Category": entry["category"],
        "Unit_Price": str(entry["price"]),
        "Tax": "20",
        "Qty_in_Stock": str(stock),
        "Reorder_Level": "40" if stock else "",
        "Vendor_Name": vendor_of.id if vendor_of and dice.chance(0.6) else "",
    }
    made = story.make("product", "Products", values)
    if "old" in entry["name"]:
        story.later(20, 60, partial(story.change, made, {"Product_Active": False, "Qty_in_Stock": "0"}))
    elif stock and dice.chance(0.6):
        story.later(10, 120, partial(story.change, made, {"Qty_in_Stock": str(dice.between(0, 600))}))


def price_book(story: Story, number: int) -> None:
    """A list of prices for a time."""
    name = ("Opticians", "Chains and resellers", "Fair prices")[number % 3]
    model = ("Flat", "Differential", "Flat")[number % 3]
    until = {"Valid_From": story.day(-20, 0), "Valid_Until": story.day(120, 400)}
    story.make(LEADER, "Price_Books", {"Price_Book_Name": name, "Pricing_Model": model, "Discount": "8", **until})


def campaign(story: Story, number: int) -> None:
    """A campaign from its planning to its end."""
    dice, entries = story.dice, story.texts["campaigns"]
    entry = entries[number % len(entries)]
    ahead, length = dice.between(5, 25), dice.between(20, 45)
    values = {
        "Campaign_Name": entry["name"],
        "Type": entry["type"],
        "Start_Date": story.day(ahead, ahead),
        "End_Date": story.day(ahead + length, ahead + length),
        "Budgeted_Cost": str(dice.between(8, 160) * 100),
        "Expected_Revenue": str(dice.between(100, 900) * 100),
        "Expected_Response": str(dice.between(20, 400)),
    }
    made = story.make(dice.pick((LEADER, LEADER, "product")), "Campaigns", values)
    story.later(ahead, ahead + 1, partial(story.change, made, {"Status": "Active"}))
    cost = {
        "Status": "Complete",
        "Actual_Cost": str(dice.between(8, 170) * 100),
        "Num_sent": str(dice.between(0, 2400)),
    }
    story.later(ahead + length, ahead + length + 3, partial(story.change, made, cost))
    busy(story, made, 1.2, 0.0, 0.3)


def case(story: Story, number: int) -> None:
    """A customer has a question or a problem."""
    at, dice = story.one("Accounts"), story.dice
    if at is None:
        return
    person, about = story.of("Contacts", at), story.one("Products")
    values: dict[str, object] = {
        "Subject": story.text("cases", at, about.name if about else ""),
        "Case_Origin": dice.pick(("Email", "Email", "Phone", "Web", "Chat")),
        "Priority": dice.pick(("High", "High", "Medium", "Medium", "Low")),
        "Type": dice.pick(("Problem", "Problem", "Question", "Feature Request")),
        "Case_Reason": dice.pick(CASE_REASONS),
        "Account_Name": at.id,
        "Related_To": person.id if person else "",
        "Product_Name": about.id if about else "",
        "Reported_By": person.name if person else "",
    }
    made = story.make(at.owner, "Cases", values, account=at)
    story.notes(made, "support_notes", ("", LEADER), most=1)
    if dice.chance(0.2):
        story.later(1, 4, partial(story.change, made, {"Status": "Escalated", "Priority": "High"}))
    if dice.chance(0.65):
        closed = {"Status": "Closed", "Solution": dice.pick(story.texts["answers"])}
        story.later(4, 20, partial(story.change, made, closed))


def solution(story: Story, number: int) -> None:
    """An answer that others can use again."""
    titles, about = story.texts["solutions"], story.one("Products")
    values: dict[str, object] = {
        "Solution_Title": titles[number % len(titles)],
        "Product_Name": about.id if about else "",
        "Question": titles[number % len(titles)] + "?",
        "Answer": story.dice.pick(story.texts["answers"]),
    }
    made = story.make("product", "Solutions", values)
    story.later(2, 12, partial(story.change, made, {"Status": "In Review"}))
    story.later(13, 25, partial(story.change, made, {"Status": "Reviewed", "Published": True}))


def _amounts(story: Story) -> dict[str, object]:
    total = story.dice.between(8, 700) * 50
    return {"Sub_Total": str(total), "Discount": str(total // 20), "Tax": str(total // 5)}


def quote(story: Story, number: int) -> None:
    """An offer for a deal that is open."""
    deal, dice = story.one("Deals"), story.dice
    if deal is None:
        return
    person = story.of("Contacts", deal.customer)
    values: dict[str, object] = {
        "Subject": f"Offer: {deal.name}",
        "Deal_Name": deal.id,
        "Account_Name": deal.customer.id,
        "Contact_Name": person.id if person else "",
        "Valid_Till": story.day(20, 60),
        **_amounts(story),
    }
    made = story.make(deal.owner, "Quotes", values, account=deal.customer)
    story.later(0.3, 3, partial(story.change, made, {"Quote_Stage": "Delivered"}))
    if dice.chance(0.5):
        story.later(4, 9, partial(story.change, made, {"Quote_Stage": "Negotiation", **_amounts(story)}))
    end = dice.pick(("Confirmed", "Closed Won", "Closed Lost", "On Hold"))
    story.later(10, 40, partial(story.change, made, {"Quote_Stage": end}))


def sales_order(story: Story, number: int) -> None:
    """An order that follows an offer."""
    made_quote = story.one("Quotes")
    if made_quote is None:
        return
    values: dict[str, object] = {
        "Subject": made_quote.name.replace("Offer", "Order"),
        "Quote_Name": made_quote.id,
        "Account_Name": made_quote.customer.id,
        "Due_Date": story.day(8, 40),
        "Carrier": story.dice.pick(("DHL", "UPS", "Own Delivery")),
        **_amounts(story),
    }
    made = story.make(made_quote.owner, "Sales_Orders", values, account=made_quote.customer)
    story.later(1, 4, partial(story.change, made, {"Status": "Approved"}))
    if story.dice.chance(0.7):
        story.later(8, 40, partial(story.change, made, {"Status": "Delivered"}))


def invoice(story: Story, number: int) -> None:
    """An invoice for an order, or for a customer."""
    order = story.one("Sales_Orders")
    at: Made | None = order.customer if order else story.one("Accounts")
    if at is None:
        return
    values: dict[str, object] = {
        "Subject": f"Delivery to {at.name}",
        "Account_Name": at.id,
        "Sales_Order": order.id if order else "",
        "Invoice_Date": story.day(0, 0),
        "Due_Date": story.day(14, 30),
        **_amounts(story),
    }
    made = story.make(order.owner if order else at.owner, "Invoices", values, account=at)
    story.later(0.2, 2, partial(story.change, made, {"Status": "Sent"}))
    if story.dice.chance(0.3):
        story.later(31, 34, partial(story.change, made, {"Status": "Overdue"}))
    story.later(10, 50, partial(story.change, made, {"Status": "Paid"}))


def purchase_order(story: Story, number: int) -> None:
    """Something we order from a vendor."""
    source = story.one("Vendors")
    if source is None:
        return
    values: dict[str, object] = {
        "Subject": f"Refill from {source.name}",
        "Vendor_Name": source.id,
        "PO_Date": story.day(0, 0),
        "Due_Date": story.day(10, 40),
        **_amounts(story),
    }
    made = story.make(source.owner, "Purchase_Orders", values, company=source.company)
    story.later(1, 6, partial(story.change, made, {"Status": "Approved"}))
