"""Words to count letters in, names and things for word problems, and questions that the models do not know."""

NAMES = "Ann Ben Clara David Emma Felix Grace Henry Iris Jonas Kate Leo Mia Nina Oscar Paula Rosa Sam Tom Vera".split()
THINGS = "apples pens books cakes cards cups eggs flowers hats keys lamps maps nails pears pots ropes shirts spoons stamps toys".split()

WORDS = """
raspberry strawberry blueberry blackberry cranberry gooseberry cherry banana orange apricot pineapple coconut avocado
mango papaya grapefruit melon watermelon pumpkin cucumber tomato potato carrot cabbage lettuce spinach broccoli onion
garlic pepper paprika cinnamon vanilla chocolate caramel butter cheese yogurt noodle pasta sandwich pancake cookie
biscuit dinner breakfast supper coffee lemonade elephant giraffe kangaroo crocodile alligator hippopotamus rhinoceros
leopard cheetah panther gorilla monkey donkey rabbit squirrel hedgehog badger beaver otter penguin flamingo pelican
parrot sparrow swallow pigeon eagle falcon rooster chicken turkey goose lizard salamander butterfly dragonfly mosquito
grasshopper beetle spider scorpion lobster dolphin octopus mississippi tennessee massachusetts california colorado
alabama arizona nevada montana virginia carolina barcelona amsterdam copenhagen stockholm helsinki budapest vienna
lisbon madrid london dublin geneva zurich hamburg munich warsaw prague ottawa toronto montreal vancouver chicago
seattle boston houston denver atlanta sydney melbourne auckland nairobi cairo casablanca jerusalem baghdad calcutta
singapore bangkok shanghai beijing teacher student engineer carpenter plumber gardener painter sculptor musician
violinist pianist drummer trumpeter conductor director producer reporter editor publisher librarian professor
scientist chemist physicist biologist astronomer astronaut pilot captain sailor soldier officer inspector detective
lawyer banker accountant secretary manager assistant volunteer neighbour grandmother grandfather daughter brother
sister cousin window ceiling kitchen bathroom bedroom corridor staircase balcony chimney furniture cupboard
wardrobe mattress pillow blanket carpet curtain mirror bottle kettle saucepan toaster refrigerator dishwasher
computer keyboard printer telephone television telescope microscope thermometer barometer compass calculator
calendar dictionary encyclopedia newspaper magazine envelope postcard letter paper pencil eraser ruler scissors
hammer screwdriver wrench ladder bucket shovel rake wheelbarrow tractor bicycle motorcycle automobile helicopter
aeroplane submarine locomotive passenger railroad station platform terminal airport harbour lighthouse bridge tunnel
highway crossroad roundabout mountain valley canyon glacier volcano island peninsula continent desert meadow
forest jungle swamp waterfall river stream lagoon ocean thunder lightning rainbow tornado hurricane blizzard
avalanche earthquake summer autumn winter spring holiday birthday anniversary wedding festival carnival orchestra
symphony opera theatre cinema museum gallery cathedral monastery castle palace fortress village borough district
parliament government president minister ambassador committee commission assembly election referendum constitution
democracy republic freedom justice equality happiness success failure difference distance experience intelligence
knowledge wisdom curiosity creativity imagination possibility probability necessity responsibility opportunity
adventure discovery invention experiment laboratory university college school kindergarten education philosophy
mathematics geometry algebra arithmetic statistics physics chemistry biology geography history literature grammar
vocabulary alphabet sentence paragraph chapter volume account balance business company customer merchant market
bargain discount guarantee insurance mortgage agreement appointment announcement assessment attachment embarrassment
accommodation occurrence parallel millennium committee bookkeeper balloon barrier bubble button cannon coffee collar
common cotton ribbon rubber saddle settle shatter shimmer slippery sorrow summit terrible tunnel umbrella vessel
waffle yellow zipper accurate address aggressive annual approach arrest assume attempt beginning collapse commerce
connect correct current dilemma effective essential express hidden illness immediate impress issue manner message
mission narrow occasion opposite pattern possess pressure process progress quarrel recess recommend scissors session
stubborn suggest supply support surround swimming traffic written
""".split()

CONSONANTS, VOWELS = "bcdfghjklmnprstvwxyz", "aeiou"


def made_up_word(r):
    """Two to four syllables, so that spelling is learnt and not the list by heart."""
    return "".join(
        r.choice(CONSONANTS) + r.choice(VOWELS) + (r.choice("lnrst") if r.random() < 0.4 else "")
        for _ in range(r.randint(2, 4))
    )


_SUBJECTS = "capital king queen president author colour price history meaning weather best food language music smell".split()
_OBJECTS = "France Japan the moon a dog my car this poem water gold the sea Rome love the internet a tree Einstein".split(" ")
_VERBS = "write explain draw sing translate describe tell fix find open call believe remember paint".split()
_BLOCKS = [(0x4E00, 0x4FFF), (0xAC00, 0xAFFF), (0x0621, 0x064A), (0x0410, 0x044F), (0x00C0, 0x017F), (0x3041, 0x3096), (0x1F600, 0x1F640), (0x0905, 0x0939)]


def unknown_question(r, longest=160):
    """Something that is no question of the six families: other subjects, other alphabets, noise, nothing at all."""
    def sentence():
        words = [r.choice(WORDS + _SUBJECTS + _OBJECTS + _VERBS) for _ in range(r.randint(1, 14))]
        if r.random() < 0.3:
            words.insert(r.randrange(len(words) + 1), str(r.randint(1, 3000)))
        return " ".join(words)

    kind, size = r.random(), r.randint(1, longest)
    if kind < 0.2:
        return f"{r.choice(['What', 'Who', 'Where', 'When', 'Why'])} is the {r.choice(_SUBJECTS)} of {r.choice(_OBJECTS)}?"
    if kind < 0.35:
        return f"{r.choice(['Please', 'Can you', 'How do I', 'Why did you', 'Do not'])} {r.choice(_VERBS)} {r.choice(['a', 'the', 'my', 'every'])} {r.choice(WORDS + _OBJECTS)}{r.choice(['.', '?', '!', ''])}"
    if kind < 0.55:
        text = sentence()
        while len(text) < size:
            text += r.choice([". ", ", ", "? ", "\n"]) + sentence()
        return text + r.choice("?.! ")
    if kind < 0.75:
        low, high = r.choice(_BLOCKS)
        return "".join(r.choice("  ,?\n") if r.random() < 0.15 else chr(r.randint(low, high)) for _ in range(1 + size // 3))
    if kind < 0.85:
        return "".join(chr(r.randint(32, 126)) for _ in range(size))
    if kind < 0.92:
        return "".join(r.choice("0123456789 +-*/=().x^") for _ in range(size))
    return r.choice(["", " ", "?", "hello", "test", "Hi there!", "aaaa" * r.randint(1, 40), "import os\nprint(1)", "ls -la", "2", "a+b=c", "x^2=4"])
