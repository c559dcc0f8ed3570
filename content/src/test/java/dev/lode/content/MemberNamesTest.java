package dev.lode.content;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemberNamesTest {
    @Test
    void findsANameThatStandsTwiceHoweverManyStandBetween() {
        for (int members = 2; members < 60; members++) {
            for (int twice = 0; twice < members - 1; twice++) {
                MemberNames names = new MemberNames(4);
                names.begin();
                for (int i = 0; i < members - 1; i++) {
                    names.name(1, "m" + i);
                }
                assertThat(names.distinct()).isTrue();
                names.name(1, "m" + twice);
                assertThat(names.distinct()).as("m%d of %d", twice, members).isFalse();
            }
        }
    }

    @Test
    void goesOnBehindANameThatStandsTwice() {
        for (int before = 1; before < 40; before++) {
            MemberNames names = new MemberNames(4);
            names.begin();
            for (int i = 0; i < before; i++) {
                names.name(1, "m" + i);
            }
            names.name(1, "m0");
            for (int i = 0; i < 20; i++) {
                names.name(1, "behind " + i);
            }
            assertThat(names.distinct()).isFalse();
        }
    }

    @Test
    void letsObjectsOfOneLevelHaveTheSameNames() {
        MemberNames names = new MemberNames(4);
        names.begin();
        for (int object = 0; object < 3; object++) {
            names.name(1, "object " + object);
            names.open(2);
            for (int i = 0; i < 40; i++) {
                names.name(2, "m" + i);
            }
        }
        assertThat(names.distinct()).isTrue();
        names.begin();
        names.name(1, "object 0");
        assertThat(names.distinct()).isTrue();
    }

    @Test
    void takesTwoNamesOfOneHashForTwo() {
        MemberNames names = new MemberNames(4);
        names.begin();
        names.name(1, "Aa");
        names.name(1, "BB");
        assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
        assertThat(names.distinct()).isTrue();
    }
}
