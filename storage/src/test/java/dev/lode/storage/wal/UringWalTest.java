package dev.lode.storage.wal;

/// The log over io_uring with several writes in the air, or what there is instead.
final class UringWalTest extends WalContract {
    @Override
    WalConfig.Device device() {
        return WalConfig.Device.URING;
    }

    @Override
    WalConfig config() {
        return super.config().with(device(), 4, new WalConfig.Watch(1, 60_000));
    }
}
