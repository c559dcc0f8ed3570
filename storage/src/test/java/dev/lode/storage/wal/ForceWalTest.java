package dev.lode.storage.wal;

/// The log over write and fdatasync.
final class ForceWalTest extends WalContract {
    @Override
    WalConfig.Device device() {
        return WalConfig.Device.FORCE;
    }
}
