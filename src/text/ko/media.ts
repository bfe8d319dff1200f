import type * as en from '../en/media.ts'
import type { Translated } from '../spoken.ts'

const videoReasons: Record<en.VideoProblem, string> = {
  empty: '빈 파일입니다',
  'not-mp4': 'mp4 파일처럼 시작하지 않습니다',
  garbage: 'mp4 상자가 있어야 할 자리가 손상되었습니다',
  truncated: '파일이 적힌 길이보다 짧게 잘렸습니다',
  'no-index': '내려받다 끊긴 파일처럼 색인(moov)이 없습니다',
  'no-media': '영상 데이터가 없습니다',
  'no-video-track': '크기가 있는 영상 트랙이 없습니다',
  'no-duration': '재생 시간이 없습니다',
}

const pictureReasons: Record<en.PictureProblem, string> = {
  empty: '빈 파일입니다',
  'unknown-type': 'jpeg, png, webp, avif, gif가 아닙니다',
  unreadable: '손상되어 읽을 수 없습니다',
  'too-many-bytes': '50 MB보다 큽니다',
  'too-many-pixels': '1억 화소를 넘습니다',
}

export const mediaErrors: Translated<typeof en.mediaErrors> = {
  MEDIA_NOT_A_VIDEO: (p) => ({
    message: `영상(${p.sizeBytes}바이트)을 쓸 수 없습니다: ${videoReasons[p.reason]}.`,
    hint: 'vidgen retry로 작업을 다시 실행하십시오. 구매한 것은 다시 받아 오며 다시 사지 않습니다.',
  }),
  MEDIA_REMUX_FAILED: (p) => ({
    message: `영상의 색인을 앞으로 옮기지 못했습니다: ${p.reason}.`,
    hint: '디스크 공간을 확인한 뒤 vidgen retry로 작업을 다시 실행하십시오.',
  }),
  MEDIA_NOT_A_PICTURE: (p) => ({
    message: `이미지를 쓸 수 없습니다: ${pictureReasons[p.reason]}.`,
    hint: '상품 이미지를 jpeg, png, webp, avif, gif 파일로 바꾸십시오.',
  }),
}
