"""The later clauses of the sample office's lease: safety, damage, leaving, notices. `{…}` are filled in."""

CLOSING: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Smoke and carbon monoxide alarms",
        (
            "Working smoke and carbon monoxide alarms are in place on the first day. The tenant tests them monthly, "
            "changes batteries where there are any, never covers or removes an alarm, and reports a fault the same "
            "day.",
        ),
    ),
    (
        "Subletting and assignment",
        (
            "The tenant does not sublet, assign this lease, or offer the dwelling for short stays through any website "
            "without written consent, which is not refused without a reason.",
        ),
    ),
    (
        "Fire or other damage",
        (
            "If fire, water or storm makes the dwelling unfit to live in, rent stops from that day for as long as it "
            "stays so. If it cannot be made good within sixty days either side may end the lease by written notice.",
        ),
    ),
    (
        "Default",
        (
            "If rent is not paid or another duty is broken, the landlord gives a written notice that names the breach "
            "and the time to cure it. If it is not cured, the landlord may end the lease and ask the court for "
            "possession. Nothing is done to the tenant's belongings or services without a court order.",
        ),
    ),
    (
        "Notice of moving out",
        (
            "A tenant who does not wish to stay beyond the term gives written notice at least **{notice_days} days** "
            "before its end. A month-to-month tenancy is ended by either side with at least {notice_days} days' "
            "notice, taking effect at the end of a month.",
            "To leave at the end of the term, written notice must reach the office no later than **{notice_days} "
            "days** before {ends_on}. The same period applies to either side once the lease runs from month to month.",
        ),
    ),
    (
        "Leaving early",
        (
            "A tenant who must leave before {ends_on} may end the lease with sixty days' notice and a lease-break fee "
            "equal to one month's rent. Service members who receive orders end the lease as federal law provides, "
            "without a fee.",
        ),
    ),
    (
        "Move-out",
        (
            "On the last day the dwelling is empty, swept and free of rubbish, all keys and openers are returned to "
            "the office, and a forwarding address is given. A walk-through can be arranged on any working day of the "
            "last week.",
        ),
    ),
    (
        "Condition at move-in",
        (
            "Within seven days of moving in the tenant and a member of the office's staff go through the dwelling and "
            "write down its condition, room by room. Both sign the list and each keeps a copy. What is on it is not "
            "charged at the end; what is not on it is taken to have been in good order.",
        ),
    ),
    (
        "Keys and access",
        (
            "The tenant receives keys and entrance fobs as listed on the move-in checklist. They are not copied or "
            "lent. A lost key or fob is reported on the same day and replaced at cost; if the lock has to be changed "
            "for reasons of safety, the tenant who lost the key pays for it.",
            "Keys and fobs remain the landlord's property and are counted at move-out. Whoever locks themselves out "
            "after office hours may be asked to pay the locksmith, who has to be called through the emergency line.",
        ),
    ),
    (
        "Moisture and mold",
        (
            "Mold grows where moisture stays. The tenant uses the fans in kitchen and bathroom, wipes up spills and "
            "condensation, keeps furniture a hand's breadth from outer walls, does not block vents, and reports musty "
            "smells, stains and leaks at once. The landlord looks into such a report within two working days.",
        ),
    ),
    (
        "Heating and water in winter",
        (
            "From November through March the thermostat is never set below 55 degrees, not even during absence. "
            "Outside taps are shut off and hoses taken in before the first frost. Damage from frozen pipes that this "
            "would have prevented is the tenant's to pay.",
        ),
    ),
    (
        "Insects and bed bugs",
        (
            "The dwelling was free of insects when it was let, as far as the landlord knows. The tenant does not "
            "bring in mattresses or upholstered furniture found on the street, reports bites or droppings within two "
            "days, and prepares the rooms as the exterminator asks. The landlord pays for the treatment unless the "
            "household caused the problem.",
        ),
    ),
    (
        "Common areas",
        (
            "Entrances, halls, stairs and the laundry room are for everybody's use and are kept free. The landlord "
            "may change their opening hours and rules with reasonable notice. Bicycles stand in the bicycle room, "
            "strollers inside the dwelling.",
        ),
    ),
    (
        "Sale of the property",
        (
            "If the property is sold, this lease goes on with the new owner, who takes over the duties of the "
            "landlord together with the security deposit. The tenant is told in writing who holds the deposit and "
            "where rent is to be paid from then on.",
        ),
    ),
    (
        "Belongings left behind",
        (
            "Things left in the dwelling after the tenant has moved out are listed and kept for the time that the law "
            "requires. The tenant may fetch them against the cost of moving and storage. What is plainly rubbish may "
            "be thrown away at once.",
        ),
    ),
    (
        "Electronic communication",
        (
            "The parties may send each other ordinary messages by e-mail or text to the addresses they have given. "
            "Notices that end the lease, raise the rent or demand payment are sent on paper as well unless both have "
            "agreed otherwise in writing.",
        ),
    ),
    (
        "No waiver",
        (
            "If the landlord once accepts rent late or overlooks a breach, this does not change the lease, and the "
            "next breach may be treated as the first.",
        ),
    ),
    (
        "Notices",
        (
            "Notices are in writing. To the tenant they go to the dwelling or to an e-mail address the tenant has "
            "named for that purpose; to the landlord they go to {manager}, {manager_address}, who acts for {landlord} "
            "in all matters of this lease.",
        ),
    ),
    (
        "Attachments and entire agreement",
        (
            "The house rules, the move-in inspection checklist and any addenda signed with this lease are part of it. "
            "There are no other promises. Changes hold only in writing and signed by both sides. If one clause cannot "
            "be enforced the others remain. The law of the state in which the premises stand applies.",
        ),
    ),
)
