"""Reports of people who looked at something: a dwelling at move-in, the fire alarm, an elevator, a boiler."""

from collections.abc import Sequence
from datetime import date

from pm_app.demo.papers.layout import Sheet
from pm_app.demo.papers.parties import Home, Inspection, Party
from pm_app.demo.papers.words import listed, long_day, short_day

ROOMS: dict[str, tuple[str, ...]] = {
    "Entry": ("Door and lock", "Floor", "Closet", "Light"),
    "Living room": ("Walls and ceiling", "Floor or carpet", "Windows and screens", "Outlets and switches"),
    "Kitchen": ("Range and oven", "Refrigerator", "Sink and faucet", "Cabinets", "Counter", "Exhaust fan"),
    "Bathroom": ("Tub and shower", "Toilet", "Basin", "Tile and caulk", "Fan"),
    "Bedroom": ("Walls and ceiling", "Floor or carpet", "Windows and blinds", "Closet doors"),
    "Second bedroom": ("Walls and ceiling", "Floor or carpet", "Windows and blinds"),
    "Balcony": ("Railing", "Door", "Floor drain"),
    "Utilities and safety": ("Smoke alarm", "Carbon monoxide alarm", "Thermostat", "Water heater"),
}
REMARKS: dict[str, tuple[str, ...]] = {
    "Walls": ("two nail holes, filled", "small scuff beside the door", "paint touched up behind the radiator"),
    "Floor": ("light scratches, not through the finish", "stain about four inches across, photographed"),
    "Window": ("screen torn at the corner, to be replaced", "sash stiff, opened and greased", "one slat bent"),
    "Door": ("handle loose, tightened", "scratch below the lock", "closes after a push"),
    "Sink": ("slow drain, snaked on the same day", "drips when closed lightly, washer ordered"),
    "Tub": ("slow drain, snaked on the same day", "chip in the enamel, size of a dime"),
    "Range": ("one burner lights late, cleaned", "oven rack bent"),
    "Light": ("bulb missing, replaced", "cover cracked, still safe"),
}
WORN = ("works, shows wear", "works, older model", "small chip in the edge", "cleaned during the inspection")
DEVICES = (  # with the share of all devices that each makes up, in percent
    ("Control panel, batteries and charger", 0),
    ("Pull stations", 14),
    ("Smoke detectors, corridors and stairs", 42),
    ("Heat detectors, boiler room and laundry", 6),
    ("Horns and strobes", 34),
    ("Sprinkler water flow switch", 0),
    ("Signal to the monitoring station", 0),
)


def move_in_inspection(
    *,
    manager: Party,
    tenants: Sequence[str],
    home: Home,
    inspector: str,
    inspected_on: date,
    rooms: Sequence[str] = tuple(ROOMS),
    seed: int,
) -> bytes:
    """Return a signed move-in checklist, room by room; unknown rooms are checked like a bedroom."""
    sheet = Sheet(
        "Move-in Inspection Checklist",
        seed=seed,
        issuer=manager.name,
        issuer_address=manager.address,
        reference=home.unit,
    )
    sheet.title(f"{home.unit}, {home.address}")
    sheet.facts(
        [
            ("Tenant", listed(tenants)),
            ("Inspected", long_day(inspected_on)),
            ("Property", home.property_name),
            ("Inspected by", inspector),
        ]
    )
    sheet.note("Good means clean, whole and working. What is noted here will not be charged at move-out.")
    for room in rooms:
        sheet.room_for(110)
        sheet.heading(room)
        rows = [_checked(sheet, item) for item in ROOMS.get(room, ROOMS["Bedroom"])]
        sheet.table(("Item", "Good", "Fair", "Poor", "Remarks"), rows, (28, 7, 7, 7, 51))
    _handed_over(sheet)
    sheet.signatures([*((name, "Tenant") for name in tenants), (inspector, f"For {manager.name}")], inspected_on)
    return sheet.pdf()


def _handed_over(sheet: Sheet) -> None:
    keys, meter = sheet.random.randint(2, 4), sheet.random.randint(10_400, 88_900)
    sheet.room_for(210)
    sheet.heading("Handed over")
    sheet.say(
        f"{keys} keys to the door, 1 mailbox key, {keys} entrance fobs. Meter reading for electricity: {meter:,} kWh. "
        "The smoke and carbon monoxide alarms were tested and sounded.",
        "Tenant and inspector went through the dwelling together. Anything found within the next seven days is sent "
        "to the office in writing and added to this list.",
    )


def _checked(sheet: Sheet, item: str) -> list[str]:
    roll = sheet.random.random()
    good, fair = roll < 0.72, 0.72 <= roll < 0.95
    known = next((remarks for word, remarks in REMARKS.items() if item.startswith(word)), WORN)
    remark = "" if good else sheet.random.choice(known)
    return [item, *("[x]" if ticked else "[ ]" for ticked in (good, fair, not (good or fair))), remark]


def _report(title: str, inspection: Inspection, *, seed: int) -> Sheet:
    company = inspection.company
    sheet = Sheet(
        title, seed=seed, issuer=company.name, issuer_address=company.address, reference=inspection.report_number
    )
    sheet.title(f"Report {inspection.report_number}")
    return sheet


def _place(property_name: str, address: str, inspection: Inspection) -> list[tuple[str, str]]:
    return [
        ("Property", f"**{property_name}**\n{address}"),
        ("Inspector", inspection.inspector),
        ("Inspected", long_day(inspection.inspected_on)),
        ("Next inspection due", f"**{long_day(inspection.next_due_on)}**"),
    ]


def fire_alarm_inspection(
    *,
    inspection: Inspection,
    property_name: str,
    address: str,
    device_count: int,
    deficiencies: Sequence[str] = (),
    seed: int,
) -> bytes:
    """Return the report of a yearly fire alarm test; `deficiencies` are sentences."""
    sheet = _report("Fire Alarm Inspection Report", inspection, seed=seed)
    sheet.facts(_place(property_name, address, inspection))
    sheet.say(
        f"The fire alarm system was tested on {long_day(inspection.inspected_on)} with the building occupied. "
        f"{device_count} initiating and notification devices were visited. The monitoring station was told before and "
        "after the test and confirmed that it received the signals."
    )
    rows = [[name, str(max(1, device_count * share // 100)), "Passed", ""] for name, share in DEVICES]
    if deficiencies:
        rows[sheet.random.choice((1, 2, 4))][2:] = ["Failed", "See deficiencies"]
    sheet.table(("Device", "Tested", "Result", "Remarks"), rows, (46, 12, 14, 28), right=(1,))
    _deficiencies(sheet, deficiencies)
    sheet.signatures([(inspection.inspector, "Licensed fire alarm technician")], inspection.inspected_on)
    return sheet.pdf()


def _deficiencies(sheet: Sheet, deficiencies: Sequence[str]) -> None:
    sheet.heading("Deficiencies")
    if deficiencies:
        sheet.bullets(deficiencies)
        sheet.box("**Result: passed with deficiencies.** They are to be corrected within thirty days and tested again.")
    else:
        sheet.say("None were found.")
        sheet.box("**Result: passed.** The system was left in service and a tag was hung on the panel.")


def elevator_inspection(
    *,
    inspection: Inspection,
    property_name: str,
    address: str,
    certificate_number: str,
    car_count: int = 1,
    capacity_pounds: int = 2_500,
    seed: int,
) -> bytes:
    """Return the certificate and report of an elevator inspection."""
    sheet = _report("Elevator Inspection Certificate", inspection, seed=seed)
    sheet.facts(_place(property_name, address, inspection))
    sheet.box(
        f"Certificate **{certificate_number}**: {car_count} passenger {'elevator' if car_count == 1 else 'elevators'}, "
        f"rated for {capacity_pounds:,} pounds, may be operated through **{long_day(inspection.next_due_on)}**."
    )
    rows: list[list[str]] = []
    for car in range(1, car_count + 1):
        rows += [
            [f"Car {car}", "Governor and safeties", "Tripped at the rated speed, released and reset"],
            [f"Car {car}", "Doors and reopening device", f"Closing force {sheet.random.randint(19, 28)} pounds"],
            [f"Car {car}", "Brake and machine", "No oil leaks; brake held at 125 percent of the rated load"],
            [f"Car {car}", "Telephone and light in the car", "Line answered in under a minute; light on battery"],
        ]
    sheet.table(("Elevator", "Part", "Finding"), rows, (14, 34, 52))
    sheet.say(
        "The machine room was clean, locked and free of stored goods. The pit was dry. The maintenance log on site is "
        "complete for the last twelve months, and the firefighters' service was tried in both phases.",
        "This certificate is displayed in the car or at the main landing. The owner arranges the next inspection "
        "before the certificate runs out; an elevator without a valid certificate must be taken out of service.",
    )
    sheet.signatures([(inspection.inspector, "Elevator inspector")], inspection.inspected_on)
    return sheet.pdf()


def boiler_inspection(
    *,
    inspection: Inspection,
    property_name: str,
    address: str,
    boiler: str,
    year_installed: int,
    pressure_psi: int = 15,
    seed: int,
) -> bytes:
    """Return the report of a boiler inspection; `boiler` is its make and model."""
    sheet = _report("Boiler Inspection Report", inspection, seed=seed)
    sheet.facts(_place(property_name, address, inspection))
    sheet.terms(
        [
            ("Boiler", boiler),
            ("Installed", str(year_installed)),
            ("Allowed working pressure", f"{pressure_psi} psi"),
            ("Found at", f"{pressure_psi - sheet.random.randint(2, 4)} psi, {sheet.random.randint(160, 182)} °F"),
            ("Safety valve", f"Lifted at {pressure_psi} psi and closed tight"),
            ("Low-water cutoff", "Tested by draining; the burner stopped"),
            (
                "Flue gas",
                f"{sheet.random.randint(8, 10)}.{sheet.random.randint(0, 9)} % carbon dioxide, no leak at the joints",
            ),
        ]
    )
    sheet.say(
        "The boiler was inspected while running and, after cooling down, from inside. Tubes and tube sheets show "
        "light scale and no cracking. The expansion tank was drained and recharged. Combustion air openings are free.",
        f"The vessel may be used at no more than {pressure_psi} psi until {long_day(inspection.next_due_on)}. The "
        "boiler room must not be used for storage.",
    )
    sheet.box(
        f"**Result: approved.** Inspected {short_day(inspection.inspected_on)}, valid through "
        f"{short_day(inspection.next_due_on)}."
    )
    sheet.signatures([(inspection.inspector, "Commissioned boiler inspector")], inspection.inspected_on)
    return sheet.pdf()
