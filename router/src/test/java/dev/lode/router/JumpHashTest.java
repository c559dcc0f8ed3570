package dev.lode.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JumpHashTest {
    @Test
    void bucketsAreThoseOfOtherPorts() {
        assertThat(JumpHash.bucket(1, 1)).isEqualTo(0);
        assertThat(JumpHash.bucket(42, 57)).isEqualTo(43);
        assertThat(JumpHash.bucket(0xDEAD10CCL, 1)).isEqualTo(0);
        assertThat(JumpHash.bucket(0xDEAD10CCL, 666)).isEqualTo(361);
        assertThat(JumpHash.bucket(256, 1024)).isEqualTo(520);
    }

    @Test
    void anotherBucketTakesKeysOnlyForItself() {
        SplittableRandom random = Seeds.random();
        for (int i = 0; i < 2_000; i++) {
            long key = random.nextLong();
            for (int buckets = 1; buckets < 100; buckets++) {
                int before = JumpHash.bucket(key, buckets);
                assertThat(JumpHash.bucket(key, buckets + 1)).isIn(before, buckets);
            }
        }
    }

    @Test
    void noBucketIsRefused() {
        assertThatThrownBy(() -> JumpHash.bucket(1, 0)).hasMessageContaining("at least one bucket");
    }
}
