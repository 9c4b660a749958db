"""The first clauses of the sample office's lease: what is let, to whom, for how much, and living there.

Each has one or two wordings; `{…}` are filled in.
"""

OPENING: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Premises",
        (
            "The landlord lets to the tenant the dwelling known as **{unit}** at {address}, together with the use in "
            "common of the halls, stairs, walks, laundry room and other shared areas of {property_name}. The tenant "
            "has looked over the premises and takes them as they are, apart from any repairs listed on the move-in "
            "checklist.",
            "By this lease the tenant rents **{unit}**, {address} (part of {property_name}). Shared entrances, "
            "corridors, laundry and grounds may be used alongside the other households of the building. Anything "
            "found wanting is to be written on the move-in inspection checklist, which becomes part of this lease.",
        ),
    ),
    (
        "Term",
        (
            "The lease begins at noon on **{starts_on}** and runs through **{ends_on}**, the last day of possession. "
            "If neither side gives notice as described below, it goes on from month to month on the same terms.",
            "Possession is given on **{starts_on}**; the term ends at the close of **{ends_on}**. A tenant who stays "
            "with the landlord's consent after that day does so as a month-to-month tenant under these same "
            "conditions.",
        ),
    ),
    (
        "Rent",
        (
            "The rent is **{rent}** for each month, due in advance on the {due_day} day of the month without demand. "
            "It is paid to {manager} at {manager_address}, by check, money order, bank transfer or through the "
            "office's online payment page. Cash is not accepted.",
            "Each month the tenant pays **{rent}** to {manager}, {manager_address}. Payment is due on the {due_day} "
            "day of the month, before the day is over. The office takes checks, money orders and electronic payments; "
            "it does not take cash or post-dated checks.",
        ),
    ),
    (
        "Rent for a part of a month",
        (
            "If the term begins or ends within a month, the rent of that month is counted by the day, on the number of "
            "days that the month really has, and rounded once to the nearest cent.",
        ),
    ),
    (
        "Late payment and returned payments",
        (
            "Rent that has not arrived by the end of the {grace_day} day of the month is late, and a late fee of "
            "{late_fee} is added once for that month. A payment that the bank returns counts as not made; the tenant "
            "repays the fee the bank charged, and for the following six months the office may ask for certified funds.",
            "There is a grace period through the {grace_day} day of the month. After it a single late fee of "
            "{late_fee} is charged for the month in question; late fees do not themselves bear late fees. Whoever "
            "gives a payment that is sent back by the bank bears the bank's charge.",
        ),
    ),
    (
        "Security deposit",
        (
            "Before moving in the tenant pays a security deposit of **{deposit}**. It is kept in a separate trust "
            "account and is not rent. After the tenant has left and returned the keys, the landlord sends an itemized "
            "statement and whatever is left to the forwarding address within the time the law allows. Ordinary wear "
            "is not charged.",
            "A security deposit of **{deposit}** is held in trust for as long as the tenancy lasts. It may be used "
            "for rent that is owing, for damage beyond ordinary wear and tear, and for cleaning needed to bring the "
            "dwelling back to its condition at move-in. An itemized accounting goes to the tenant after move-out.",
        ),
    ),
    (
        "Who lives here",
        (
            "The dwelling is the home of {tenants}{occupants}, and of nobody else without written consent. A guest who "
            "stays more than fourteen days in any six months is treated as an occupant and must apply to the office.",
            "Only {tenants}{occupants} may live in the dwelling. Guests are welcome for up to two weeks in half a "
            "year; a longer stay needs the office's agreement in writing.",
        ),
    ),
    (
        "Joint responsibility",
        (
            "Everyone who signs as tenant is responsible for the whole rent and for all duties in this lease, not only "
            "for a share. A notice to one of them is a notice to all.",
        ),
    ),
    (
        "Utilities and services",
        (
            "The landlord supplies {paid_by_landlord}. The tenant arranges and pays for {paid_by_tenant}, in the "
            "tenant's own name, from the first day of the term. A service may not be shut off while the lease runs.",
            "{paid_by_landlord_capital} are included in the rent. {paid_by_tenant_capital} are the tenant's to order "
            "and to pay, starting on the day possession is given.",
        ),
    ),
    (
        "Renter's insurance",
        (
            "The landlord's policy does not cover the tenant's belongings. For the whole term the tenant carries "
            "renter's insurance with personal liability coverage of at least $100,000, names {manager} as an "
            "interested party, and sends the declaration page to the office at move-in and at each renewal.",
            "The tenant keeps a renter's policy in force with no less than $100,000 of liability coverage and asks the "
            "insurer to list {manager} as an interested party so that the office hears of a cancellation.",
        ),
    ),
    (
        "Care of the dwelling",
        (
            "The tenant keeps the dwelling clean, airs it, uses appliances and plumbing as they are meant to be used, "
            "and tells the office without delay about leaks, mold, pests and anything that stops working. Damage "
            "caused by the tenant's household or guests is put right at the tenant's cost.",
            "Rooms, fixtures and appliances are to be used with care. Water that drips, a breaker that trips again and "
            "again, a smell of gas, or signs of insects are reported at once, by telephone when they cannot wait. The "
            "household pays for what it breaks.",
        ),
    ),
    (
        "Repairs by the landlord",
        (
            "The landlord keeps the structure, the heating, the plumbing and the electrical system in working order "
            "and follows the housing code. No heat, no water, sewage backing up, fire, and doors that cannot be "
            "locked are emergencies and are answered at any hour on the emergency line.",
        ),
    ),
    (
        "Alterations",
        (
            "Nothing is painted, drilled beyond small picture hooks, or built in without written consent. Locks are "
            "not changed; the office fits a new lock on request and keeps a key.",
            "Without written consent the tenant does not paint, wallpaper, mount a dish, add a lock or change wiring. "
            "What is added with consent either stays or is taken away without a trace, as the consent says.",
        ),
    ),
    (
        "Entry by the landlord",
        (
            "Except in an emergency the landlord enters only after written notice of at least twenty-four hours, at a "
            "reasonable hour, to inspect, repair, show the dwelling or let in a contractor.",
            "Notice of entry is given in writing no later than the day before, with a window of time. In an emergency, "
            "such as water running through a ceiling, no notice is needed.",
        ),
    ),
    (
        "Pets",
        (
            "{pets} An assistance animal is not a pet: no pet rent or deposit is asked for it.",
            "{pets} These rules do not touch assistance animals, for which a reasonable accommodation may be "
            "requested.",
        ),
    ),
    (
        "Smoking",
        (
            "Smoking and vaping of any kind are not allowed in the dwelling, on balconies, in the halls, or within "
            "twenty-five feet of a door or window of the building.",
        ),
    ),
    (
        "Parking and storage",
        (
            "{parking} Vehicles must be registered and able to drive; repairs, oil changes and storage of boats or "
            "trailers are not permitted on the lot.",
        ),
    ),
    (
        "Quiet and neighbors",
        (
            "Quiet hours are from ten in the evening to seven in the morning. At all hours the household and its "
            "guests respect the peace of the neighbors and follow the house rules attached to this lease.",
        ),
    ),
)
