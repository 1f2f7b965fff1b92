"""Why answering once is not enough: three roots open a mixture that no two can.

Without a certificate an operator may show different roots to different members, and each answers once. Let cohorts be
U1 = X + Y (disjoint), U2 = X, U3 = Y, with share polynomials F1 = a + b, F2 = a, F3 = b. Corrupt members know a and b
at their own points. The operator learns a combination of secrets iff some combination of all it sees cancels every
random value and not every secret: iff the rank of what it sees exceeds the rank of its random part.
"""

P = 2**31 - 1


def lagrange(points, x):
    """The weights with which values at the points give the value at x."""
    weights = []
    for i, a in enumerate(points):
        n = d = 1
        for j, b in enumerate(points):
            if i != j:
                n, d = n * (x - b) % P, d * (a - b) % P
        weights.append(n * pow(d, P - 2, P) % P)
    return weights


def rank(rows):
    rows, found = [row[:] for row in rows], 0
    for column in range(len(rows[0])):
        pivot = next((i for i in range(found, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        inverse = pow(rows[found][column], P - 2, P)
        rows[found] = [x * inverse % P for x in rows[found]]
        for i in range(found + 1, len(rows)):
            factor = rows[i][column]
            if factor:
                rows[i] = [(x - factor * y) % P for x, y in zip(rows[i], rows[found])]
        found += 1
    return found


def leaked(secrets, privacy, union, first, second, corrupt):
    """How many independent combinations of the secrets of a and b are learnt.

    union, first, second: members that answer for U1, U2, U3; corrupt: members that know both.
    """
    points = [-1 - i for i in range(secrets)] + list(range(1, privacy + 1))
    nothing = [0] * len(points)
    at = {j: lagrange(points, j) for j in (*union, *first, *second, *corrupt)}
    rows = [at[j] + at[j] for j in union]
    rows += [at[j] + nothing for j in (*first, *corrupt)]
    rows += [nothing + at[j] for j in (*second, *corrupt)]
    size = len(points)
    random_part = [row[secrets:size] + row[size + secrets :] for row in rows]
    return rank(rows) - rank(random_part)


def table():
    # m = 16, t = 2, k = 2. Members placed symmetrically around 8.5: x and 17 - x answer for the same root.
    symmetric = ((1, 2, 3, 14, 15, 16), (4, 5, 12, 13), (6, 7, 10, 11), (8, 9))
    two_roots = (tuple(range(1, 8)), tuple(range(8, 15)), (), (15, 16))
    return [
        {"t_priv": t_priv, "two_roots": leaked(2, t_priv, *two_roots), "three_roots": leaked(2, t_priv, *symmetric)}
        for t_priv in (8, 9, 10)
    ]
